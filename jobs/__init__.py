"""When and where work is done: the schedule, durable tasks, the worker."""
