"""The room's words, in the reader's language."""
