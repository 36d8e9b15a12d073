"""What can be marked in a disclosure, and what people have marked."""
