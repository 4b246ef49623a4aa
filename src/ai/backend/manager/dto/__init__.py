"""Legacy DTOs for communication between components: emptied step by step, nothing is added."""
