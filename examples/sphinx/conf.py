project = "A course"
