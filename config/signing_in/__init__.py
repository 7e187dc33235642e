"""The door of the app: signing in, the second factor, lock-outs and idle sessions."""
