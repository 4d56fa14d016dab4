"""The activity's window, the heart of the product: what you need, what you register, what follows."""
