"""应急准备: the registers that make the answer true."""
