"""Access to stored data: repositories take and return internal DTOs."""
