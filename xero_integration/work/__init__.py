"""Long work of a connection: how far it is, who began it, and how people stop it."""
