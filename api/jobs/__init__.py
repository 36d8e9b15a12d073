"""Jobs while nobody waits: who works on them, and who is told when they end."""
