"""Files from outside: the starter list of projects, and activity files of the IATI standard."""
