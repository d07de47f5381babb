"""气体研判: from a click on the map to threat zones and who is inside them."""
