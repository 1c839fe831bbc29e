package ui

import (
	"cmp"
	"fmt"
)

// TaskList shows what has to be done, in any order, and what of it is done.
type TaskList struct {
	Items []TaskItem
	// IDPrefix begins the ids of hints and states, "task-list" if not given.
	IDPrefix   string
	ID         string
	Classes    string
	Attributes Attributes
}

// TaskItem is one task; it is a link if it has an Href.
type TaskItem struct {
	Heading Heading
	Hint    Hint
	Href    string
	Status  TaskStatus
	Classes string
}

// TaskStatus is words for what is done, a Tag for what is not.
type TaskStatus struct {
	Tag     *Tag
	Text    string
	Body    Component
	Classes string
}

func (l TaskList) component() (string, any) {
	l.IDPrefix = cmp.Or(l.IDPrefix, "task-list")
	return "task-list", l
}

// task is a TaskItem as it is drawn.
type task struct {
	TaskItem
	HintID, StatusID string
}

// DescribedBy gives the ids of the hint and the state.
func (t task) DescribedBy() string {
	if t.Hint.empty() {
		return t.StatusID
	}
	return t.HintID + " " + t.StatusID
}

// Hinted reports whether the task has a hint.
func (t task) Hinted() bool { return !t.Hint.empty() }

func (t task) component() (string, any) { return "task", t }

// Tasks gives the items as they are drawn.
func (l TaskList) Tasks() Group {
	var group Group
	for n, item := range l.Items {
		id := fmt.Sprintf("%s-%d", l.IDPrefix, n+1)
		group = append(group, task{TaskItem: item, HintID: id + "-hint", StatusID: id + "-status"})
	}
	return group
}
