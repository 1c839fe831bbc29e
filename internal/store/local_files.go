package store

import (
	"context"
	"time"
)

// LocalFile is a file of a register's own, such as its checklist. All that it
// ever had stay; the last of a topic holds.
type LocalFile struct {
	Register   string
	Topic      string
	N          int // the first of a topic is 1
	Name       string
	Body       string // the file; "" where the register went back to the one that comes with the program
	LoadedAt   time.Time
	UserID, By string
}

const localFileColumns = "register, topic, n, name, body, loaded_at, user_id, user_name"

var (
	insertLocalFile  = sayInsert("local_files", localFileColumns, "")
	selectLocalFiles = say("SELECT " + localFileColumns + " FROM local_files WHERE register = $1 AND topic = $2 ORDER BY n DESC")
	selectLocalFile  = say("SELECT " + localFileColumns + " FROM local_files WHERE register = $1 AND topic = $2 ORDER BY n DESC LIMIT 1")
)

func readLocalFile(row scan) (f LocalFile, err error) {
	err = row(&f.Register, &f.Topic, &f.N, &f.Name, &f.Body, instantColumn{&f.LoadedAt}, &f.UserID, &f.By)
	return f, err
}

// LocalFiles lists the files that a register had on a topic, the last first.
func (s *Store) LocalFiles(ctx context.Context, register, topic string) ([]LocalFile, error) {
	return all(ctx, s.reader(), selectLocalFiles, readLocalFile, register, topic)
}

// LocalFile is the one that holds; the error is ErrNotFound when there never
// was one.
func (s *Store) LocalFile(ctx context.Context, register, topic string) (LocalFile, error) {
	return one(ctx, s.reader(), selectLocalFile, readLocalFile, register, topic)
}

// LocalFile is that of the transaction's register.
func (tx *Tx) LocalFile(topic string) (LocalFile, error) {
	return one(tx.ctx, tx.run, selectLocalFile, readLocalFile, tx.work.Register, topic)
}

// AddLocalFile has a file hold from now on, and gives its number. Those who
// load take turns.
func (tx *Tx) AddLocalFile(f LocalFile) (n int, err error) {
	if err := tx.holdRegister(); err != nil {
		return 0, err
	}
	all, err := all(tx.ctx, tx.run, selectLocalFiles, readLocalFile, tx.work.Register, f.Topic)
	if err != nil {
		return 0, err
	}
	n = len(all) + 1
	tx.changed = true
	return n, tx.run.addSealed(tx.ctx, insertLocalFile, tx.work.At, [][]any{{tx.work.Register, f.Topic, n, f.Name, f.Body, instant(f.LoadedAt), f.UserID, f.By}})
}
