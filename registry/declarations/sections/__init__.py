"""The sections of a declaration, one module each: they read cursors and return parts of the model."""
