"""Text in, scored evidence out: knows nothing of files, sections or sums."""
