"""形势研判 situation analysis: what is risky where, tips to districts, supervised until closed."""
