package memo

// A passage is the run of a passing task as a part of the task that asked.
type passage struct {
	task namer
	in   *passage // the one that this one is a part of
}

// within says whether c is running t as a part of itself: then t needs an entry,
// so that a cycle is found and not followed.
func (c *Ctx) within(t namer) bool {
	for p := c.passage; p != nil; p = p.in {
		if p.task == t {
			return true
		}
	}
	return false
}

// pass runs t as a part of the task that c belongs to.
func (t *Task[K, V]) pass(c *Ctx, k K) (V, error) {
	if err := c.rev.ctx.Err(); err != nil {
		return *new(V), err
	}
	c.passage = &passage{t, c.passage}
	defer func() { c.passage = c.passage.in }()
	v, _, err := t.table(c.rev.store).attempt(c, k)
	if err != nil && t.Light {
		v = *new(V)
	}
	return v, err
}
