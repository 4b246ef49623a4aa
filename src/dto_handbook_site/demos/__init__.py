"""What the code on pages imports: an old project, a traced request, the samples."""
