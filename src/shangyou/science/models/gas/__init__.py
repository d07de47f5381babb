"""What the gas models share: the case, the source term, the theories and the answer."""
