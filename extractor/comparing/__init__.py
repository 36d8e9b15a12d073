"""The documents of an archive compared with each other: copies, last year's figures, units and their department."""
