package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Protection is what stands beside a case about who may see it, for one user
// at one moment.
type Protection struct {
	Ties       []Involvement // of the user, also by the organisation they work for and by a name of theirs that holds the case; only what they are, to whom and whether agreed
	Restricted bool
	OpenUntil  time.Time      // the user opened the record in an emergency; zero if not
	Marks      map[int]string // of entries, by sequence number
}

// Protections are those of some cases, by case, for a user at the moment and on
// the day of the work. They are read by one statement, and by another where an
// organisation is involved, however many cases there are. A case beside which
// nothing stands is left out.
func (s *Store) Protections(ctx context.Context, w Work, userID string, cases ...string) (map[string]Protection, error) {
	return protections(ctx, s.reader(), w, userID, cases)
}

// Protections is that of the Store, within the transaction.
func (tx *Tx) Protections(userID string, cases ...string) (map[string]Protection, error) {
	return protections(tx.ctx, tx.run, tx.work, userID, cases)
}

func protections(ctx context.Context, r runner, w Work, userID string, cases []string) (map[string]Protection, error) {
	found := map[string]Protection{}
	if len(cases) == 0 {
		return found, nil
	}
	organisations := map[string][]string{} // that are involved, by case
	wanted := make(map[string]bool, len(cases))
	for _, id := range cases {
		wanted[id] = true
	}
	text, args := protectionsSQL(w, userID, cases)
	err := r.each(ctx, &statement{sql: text}, func(row scan) error {
		var what, id, word, subject, agreed, until string
		var n int
		if err := row(&what, &id, &word, &subject, &agreed, &until, &n); err != nil {
			return err
		}
		if !wanted[id] {
			return nil
		}
		p := found[id]
		switch what {
		case "tie":
			p.Ties = append(p.Ties, Involvement{Case: id, UserID: userID, Relation: word, Subject: subject, Agreed: agreed})
		case "organisation":
			organisations[id] = append(organisations[id], word)
			return nil
		case "restriction":
			p.Restricted = n == 1
		case "emergency":
			at, err := parseInstant(until)
			if err != nil {
				return err
			}
			if at.After(p.OpenUntil) {
				p.OpenUntil = at
			}
		case "mark":
			if p.Marks == nil {
				p.Marks = map[int]string{}
			}
			if word != "" {
				p.Marks[n] = word
			}
		}
		found[id] = p
		return nil
	}, args...)
	if err != nil {
		return nil, fmt.Errorf("reading who may see: %w", err)
	}
	if len(organisations) == 0 {
		return found, nil
	}
	theirs, err := worksFor(ctx, r, w.Register, userID, w.Today)
	if err != nil {
		return nil, err
	}
	for id, codes := range organisations {
		if i := slices.IndexFunc(codes, func(code string) bool { return slices.Contains(theirs, code) }); i >= 0 {
			p := found[id]
			p.Ties = append(p.Ties, Involvement{Case: id, Organisation: codes[i], Relation: OfOrganisation})
			found[id] = p
		}
	}
	return found, nil
}

// lookedUp is up to how many cases it is quicker to look beside each. Beside
// most stands nothing, so of more all is read that stands beside any case of the
// register. A statement can name no more than mostNamed.
const lookedUp, mostNamed = 200, 30000

// protectionsSQL reads of the restrictions of a case and of the marks of an
// entry the last, which stands. It may read those of other cases as well.
func protectionsSQL(w Work, userID string, cases []string) (string, []any) {
	var t sqlText
	reg, user, today := t.arg(w.Register), t.arg(userID), t.arg(w.Today.String())
	these := "register = " + reg
	if len(cases) <= mostNamed {
		these = "case_id IN (" + t.argsOf(cases) + ")"
	}
	of := func(table string) string {
		if len(cases) > lookedUp {
			return table + ".register = " + reg
		}
		return table + ".register = " + reg + " AND " + table + "." + these
	}
	t.add("SELECT 'tie', i.case_id, i.relation, i.subject, i.agreed, i.until, 0 FROM involvements i WHERE ", of("i"),
		" AND i.user_id = ", user, " AND i.since <= ", today, " AND i.until >= ", today)
	// A name may hold half of a register, so these are named in any case. SQLite
	// takes the tables of a CROSS JOIN in their order: first what is less.
	held := "people p CROSS JOIN held_names h"
	if len(cases) > lookedUp {
		held = "held_names h CROSS JOIN people p"
	}
	t.add(" UNION ALL SELECT 'tie', p.case_id, 'holder', '', '', '', 0 FROM ", held, " WHERE h.register = ", reg, " AND h.name = p.coordinator AND p.register = ", reg,
		" AND p.", these, " AND h.user_id = ", user, " AND NOT EXISTS (SELECT 1 FROM held_names l WHERE l.register = ", reg, " AND l.name = h.name AND l.n > h.n)")
	t.add(" UNION ALL SELECT 'organisation', i.case_id, i.organisation, '', '', '', 0 FROM involvements i WHERE ", of("i"),
		" AND i.organisation > '' AND i.since <= ", today, " AND i.until >= ", today)
	t.add(" UNION ALL SELECT 'restriction', r.case_id, '', '', '', '', r.restricted FROM restrictions r WHERE ", of("r"),
		" AND NOT EXISTS (SELECT 1 FROM restrictions l WHERE l.register = ", reg, " AND l.case_id = r.case_id AND l.n > r.n)")
	t.add(" UNION ALL SELECT 'mark', m.case_id, m.mark, '', '', '', m.seq FROM marks m WHERE ", of("m"),
		" AND NOT EXISTS (SELECT 1 FROM marks l WHERE l.register = ", reg, " AND l.case_id = m.case_id AND l.seq = m.seq AND l.n > m.n)")
	t.add(" UNION ALL SELECT 'emergency', e.case_id, '', '', '', e.closes_at, 0 FROM emergencies e WHERE ", of("e"),
		" AND e.user_id = ", user, " AND e.closes_at > ", t.arg(instant(w.At)))
	return t.String(), t.args
}
