"""The Model screen: a company describes itself in lists and four matrices, and sees at once what is wrong."""
