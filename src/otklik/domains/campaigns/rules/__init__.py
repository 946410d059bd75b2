"""What campaigns decide without I/O."""
