package ui

import (
	"cmp"
	"fmt"
)

// Choice is one of the answers of Radios or Checkboxes.
type Choice struct {
	Text  string
	Body  Component
	Value string
	Hint  Hint
	// Checked is for one choice; Radios.Value and Checkboxes.Values say it of
	// all.
	Checked bool
	// Disabled is for one choice; nil follows the group.
	Disabled *bool
	// Conditional is shown when the choice is made, such as a further field;
	// without JavaScript it is always shown.
	Conditional Component
	// Divider makes a line of words of the item, such as "or".
	Divider string
	// ID is that of the group and the number of the choice if not given.
	ID string
	// Name differs from that of the group only in Checkboxes.
	Name string
	// Behaviour is exclusive for "none of these", which clears the others, or
	// inclusive for "all of these". BehaviourGroup names what it applies to.
	Behaviour, BehaviourGroup string
	Classes                   string
	Attributes                Attributes
}

// choice is a Choice as it is drawn.
type choice struct {
	Choice
	Kind          string // radios or checkboxes
	Type          string // radio or checkbox
	ConditionalID string
	DescribedBy   string
	Label         Label
	Off           bool
}

func (c choice) component() (string, any) { return "choice", c }

type choices struct {
	kind, inputType, idPrefix, name, describedBy string
	disabled                                     bool
	checked                                      func(value string) bool
}

func (g choices) draw(items []Choice) Group {
	var group Group
	for n, item := range items {
		if item.ID == "" {
			item.ID = g.idPrefix
			if n > 0 {
				item.ID = fmt.Sprintf("%s-%d", g.idPrefix, n+1)
			}
		}
		item.Name = cmp.Or(item.Name, g.name)
		item.Checked = item.Checked || g.checked(item.Value)
		off := g.disabled
		if item.Disabled != nil {
			off = *item.Disabled
		}
		describedBy := g.describedBy
		if !item.Hint.empty() {
			item.Hint.ID = cmp.Or(item.Hint.ID, item.ID+"-item-hint")
			item.Hint.Classes = joined("nhsuk-"+g.kind+"__hint", item.Hint.Classes)
			describedBy = joined(describedBy, item.Hint.ID)
		}
		group = append(group, choice{
			Choice: item, Kind: g.kind, Type: g.inputType, Off: off, DescribedBy: describedBy,
			ConditionalID: "conditional-" + item.ID,
			Label:         Label{Text: item.Text, Body: item.Body, For: item.ID, Classes: "nhsuk-" + g.kind + "__label"},
		})
	}
	return group
}
