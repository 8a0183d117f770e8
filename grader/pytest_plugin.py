"""The pytest side of the course: short feedback for students, hidden properties for authors."""
