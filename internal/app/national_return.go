package app

import (
	"context"
	"fmt"
	"strings"

	"homeward/internal/access"
	"homeward/internal/assuring"
	"homeward/internal/casefile"
)

// Mapping, MappingFault and Sender are those of package assuring.
type (
	Mapping      = assuring.Mapping
	MappingFault = assuring.Fault
	Sender       = assuring.Sender
)

const (
	topicMapping    = "inpatients-mapping"
	settingOfReturn = "return"
)

// ReturnSettings are what a register settled about the national return on
// inpatients: who sends it, and by which mapping file.
type ReturnSettings struct {
	Mapping Mapping
	Local   *LocalFile  // that the mapping is from; nil for the one that comes with the program
	Files   []LocalFile // all that the register ever had, the last first
	Sender  Sender
}

// mapping is the mapping by which a register makes its return.
func (a *App) mapping(ctx context.Context, register string) (Mapping, *LocalFile, error) {
	f, err := a.localFile(ctx, register, topicMapping)
	if err != nil {
		return Mapping{}, nil, fail(err, "reading the mapping file")
	}
	if f == nil {
		return assuring.Shipped(), nil, nil
	}
	m, faults := assuring.ReadMapping([]byte(f.Body))
	if len(faults) > 0 {
		return m, f, fmt.Errorf("mapping file %d of register %s cannot be read: %s", f.N, register, faults[0])
	}
	return m, f, nil
}

// sender is who sends the return: the register by its name, unless it settled
// another.
func (a *App) sender(ctx context.Context, register string) (s Sender, err error) {
	r, err := a.store.Register(ctx, register)
	if err != nil {
		return s, fail(err, "reading register %s", register)
	}
	if err := readSetting(r.Settings, settingOfReturn, &s); err != nil {
		return s, err
	}
	if s.Name == "" {
		s.Name = r.Name
	}
	return s, nil
}

// ReturnSettings are those of the actor's register.
func (a *App) ReturnSettings(ctx context.Context, actor access.Actor) (s ReturnSettings, err error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return s, err
	}
	if s.Mapping, s.Local, err = a.mapping(ctx, actor.Register); err != nil {
		return s, err
	}
	if s.Sender, err = a.sender(ctx, actor.Register); err != nil {
		return s, err
	}
	s.Files, err = a.store.LocalFiles(ctx, actor.Register, topicMapping)
	return s, fail(err, "listing the mapping files")
}

// SetSender settles who sends the return.
func (a *App) SetSender(ctx context.Context, actor access.Actor, s Sender) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	if strings.TrimSpace(s.Name) == "" {
		return casefile.Refusals{{Field: "sender_name", Text: "Enter the name of the commissioner who sends the return"}}
	}
	return fail(a.changeSetting(ctx, actor, settingOfReturn, "change who sends the return", s), "changing who sends the return")
}

// CheckMapping reads a mapping file that the actor may load and says what it
// would change; nothing is loaded.
func (a *App) CheckMapping(ctx context.Context, actor access.Actor, file []byte) (m Mapping, changes []string, faults []MappingFault, err error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return m, nil, nil, err
	}
	if m, faults = assuring.ReadMapping(file); len(faults) > 0 {
		return m, nil, faults, nil
	}
	now, _, err := a.mapping(ctx, actor.Register)
	return m, assuring.Changes(now, m), nil, err
}

// LoadMapping has a mapping file hold in the actor's register from now on. Those
// that it had before stay.
func (a *App) LoadMapping(ctx context.Context, actor access.Actor, file []byte) ([]MappingFault, error) {
	m, _, faults, err := a.CheckMapping(ctx, actor, file)
	if err != nil || len(faults) > 0 {
		return faults, err
	}
	return nil, a.loadList(ctx, actor, topicMapping, m.Name, string(file), "load a mapping file", "")
}

// UseShippedMapping goes back to the mapping file that comes with the program.
func (a *App) UseShippedMapping(ctx context.Context, actor access.Actor) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	return a.loadList(ctx, actor, topicMapping, assuring.Shipped().Name, "", "go back to the mapping file that comes with Homeward", "")
}

// MappingFile is the mapping file by which the actor's register makes its
// return, or with n the nth that it had.
func (a *App) MappingFile(ctx context.Context, actor access.Actor, n int) ([]byte, error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return nil, err
	}
	files, err := a.store.LocalFiles(ctx, actor.Register, topicMapping)
	if err != nil {
		return nil, fail(err, "listing the mapping files")
	}
	for i, f := range files {
		if f.N == n || n == 0 && i == 0 {
			if f.Body == "" {
				break
			}
			return []byte(f.Body), nil
		}
	}
	if n > len(files) || n < 0 {
		return nil, &Error{Kind: NotFound}
	}
	return assuring.ShippedFile(), nil
}
