"""DTO301: A parameter that asks for more than it uses."""
