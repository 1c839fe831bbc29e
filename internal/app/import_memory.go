package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"homeward/internal/sheet"
	"homeward/internal/store"
)

// An area keeps more than one spreadsheet, and brings back what it exported:
// how each of the last few was read is remembered, so that one does not make
// another forgotten.
const (
	mostRemembered = 12
	rememberedAs   = "latest"
)

// rememberedMapping is how the register's spreadsheets were read, the last one
// last.
func (a *App) rememberedMapping(ctx context.Context, register string) ([]sheet.Mapping, error) {
	text, err := a.store.ImportMapping(ctx, register, rememberedAs)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	var list []sheet.Mapping
	if err == nil {
		err = json.Unmarshal([]byte(text), &list)
	}
	for _, m := range list {
		err = errors.Join(err, m.Validate())
	}
	return list, fail(err, "reading the remembered columns")
}

// remember keeps how a spreadsheet was read, in place of an earlier one with
// the same headings.
func (a *App) remember(ctx context.Context, register string, m sheet.Mapping) error {
	list, err := a.rememberedMapping(ctx, register)
	if err != nil {
		return err
	}
	headings := headingsOf(m)
	list = slices.DeleteFunc(list, func(earlier sheet.Mapping) bool { return slices.Equal(headingsOf(earlier), headings) })
	list = append(list, m)
	text, err := json.Marshal(list[max(0, len(list)-mostRemembered):])
	if err == nil {
		err = a.store.SaveImportMapping(ctx, register, rememberedAs, string(text), a.now().UTC())
	}
	return fail(err, "remembering the columns")
}

func headingsOf(m sheet.Mapping) []string {
	var list []string
	for _, s := range m.Sheets {
		for _, c := range s.Columns {
			list = append(list, c.Header)
		}
	}
	return list
}
