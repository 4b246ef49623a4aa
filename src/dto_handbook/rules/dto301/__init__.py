"""DTO301: A parameter whose type demands more than the body uses."""
