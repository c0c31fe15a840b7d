"""What sqlwright knows of the drivers that generated code runs on."""
