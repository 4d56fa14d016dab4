"""BPMN 2.0 in and out: a drawing of processes becomes a model, and a model a drawing."""
