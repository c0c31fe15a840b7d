"""What conditions prove: which expressions cannot be NULL where a condition holds."""
