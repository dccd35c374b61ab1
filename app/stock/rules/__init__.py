"""What is right about homes: which state may follow which, and what a line of a list must say."""
