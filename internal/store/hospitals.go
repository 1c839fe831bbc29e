package store

import (
	"context"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Hospital is one that a register can choose from, with its wards in their
// order.
type Hospital struct {
	Code    string // of the Organisation Data Service
	Name    string
	InArea  bool
	Rating  string     // of the Care Quality Commission; "" while not known
	RatedOn civil.Date // since when
	Wards   []Ward
}

// Ward is one of a hospital.
type Ward struct {
	Name     string
	Security casefile.Security
	Kind     casefile.WardKind
	Bed      casefile.BedKind
}

const (
	hospitalColumns = "code, name, in_area, rating, rated_on"
	wardColumns     = "hospital, n, name, security, ward_kind, bed_kind"
)

var (
	insertHospital  = sayInsert("hospitals", "register, "+hospitalColumns, overwrite("register, code", "register, "+hospitalColumns))
	insertWard      = sayInsert("wards", "register, "+wardColumns, "")
	selectHospitals = say("SELECT " + hospitalColumns + " FROM hospitals WHERE register = $1 ORDER BY name, code")
	selectWards     = say("SELECT " + wardColumns + " FROM wards WHERE register = $1 ORDER BY hospital, n")
	deleteHospital  = say("DELETE FROM hospitals WHERE register = $1 AND code = $2")
	deleteWards     = say("DELETE FROM wards WHERE register = $1 AND hospital = $2")
	selectUsed      = say("SELECT h.hospital, h.hospital_name, COUNT(*) FROM stays h WHERE h.register = $1 AND h.lasts = 1 AND h.hospital > '' GROUP BY h.hospital, h.hospital_name ORDER BY h.hospital_name, h.hospital")
)

// Hospitals lists those of a register by name.
func (s *Store) Hospitals(ctx context.Context, register string) ([]Hospital, error) {
	return hospitals(ctx, s.reader(), register)
}

// Hospitals is that of the Store, within the transaction.
func (tx *Tx) Hospitals() ([]Hospital, error) { return hospitals(tx.ctx, tx.run, tx.work.Register) }

func hospitals(ctx context.Context, r runner, register string) ([]Hospital, error) {
	list, err := all(ctx, r, selectHospitals, func(row scan) (h Hospital, err error) {
		err = row(&h.Code, &h.Name, oneColumn{&h.InArea}, &h.Rating, &h.RatedOn)
		return h, err
	}, register)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	places := map[string]int{}
	for i, h := range list {
		places[h.Code] = i
	}
	err = r.each(ctx, selectWards, func(row scan) error {
		var hospital string
		var n int
		var w Ward
		err := row(&hospital, &n, &w.Name, &w.Security, &w.Kind, &w.Bed)
		if i, ok := places[hospital]; ok {
			list[i].Wards = append(list[i].Wards, w)
		}
		return err
	}, register)
	return list, err
}

// SetHospital puts a hospital with its wards in the place of the one with its
// code, or adds it.
func (tx *Tx) SetHospital(h Hospital) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, insertHospital, tx.work.Register, h.Code, h.Name, oneOrZero(h.InArea), h.Rating, dayOrNull(h.RatedOn)); err != nil {
		return err
	}
	if _, err := tx.run.exec(tx.ctx, deleteWards, tx.work.Register, h.Code); err != nil {
		return err
	}
	for i, w := range h.Wards {
		if _, err := tx.run.exec(tx.ctx, insertWard, tx.work.Register, h.Code, i+1, w.Name, string(w.Security), string(w.Kind), string(w.Bed)); err != nil {
			return err
		}
	}
	return nil
}

// DeleteHospital takes one from the list; the error is ErrNotFound without it.
func (tx *Tx) DeleteHospital(code string) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, deleteWards, tx.work.Register, code); err != nil {
		return err
	}
	return foundOne(tx.run.exec(tx.ctx, deleteHospital, tx.work.Register, code))
}

// UsedHospital is a hospital as people's stays that last name it.
type UsedHospital struct {
	Hospital, Name string
	People         int
}

// UsedHospitals are those in which somebody of a register is now.
func (s *Store) UsedHospitals(ctx context.Context, register string) ([]UsedHospital, error) {
	return all(ctx, s.reader(), selectUsed, func(row scan) (u UsedHospital, err error) {
		err = row(&u.Hospital, &u.Name, &u.People)
		return u, err
	}, register)
}
