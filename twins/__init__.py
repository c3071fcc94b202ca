"""Sample twins: a declaration and a simulated device each. Data for the platform, never imported by it."""
