package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
)

type engine string

const (
	onSQLite   engine = "sqlite"
	onPostgres engine = "postgres"
)

// FileName is the database's file in the directory of a SQLite address.
const FileName = "homeward.db"

func openSQLite(ctx context.Context, dir string) (*Store, error) {
	if dir == "" {
		return nil, errors.New("the address sqlite: needs a directory, such as sqlite:/var/lib/homeward")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path, err := filepath.Abs(filepath.Join(dir, FileName))
	if err != nil {
		return nil, err
	}
	// SQLite would make the file readable by all; its log beside it takes the
	// mode of the file.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}

	s := &Store{engine: onSQLite}
	// The pragmas are taken in their order: without busy_timeout first, the
	// change to WAL itself fails when another process opens the file.
	s.write, err = sql.Open("sqlite", sqliteAddress(path, "_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)"+
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-32000)&_pragma=wal_autocheckpoint(8000)&_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	// One writer at a time is what SQLite has; waiting for the connection is
	// fair, waiting for its lock is not.
	s.write.SetMaxOpenConns(1)
	if err := migrate(ctx, s.engine, s.write, ""); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	s.read, err = sql.Open("sqlite", sqliteAddress(path, "mode=ro&_pragma=busy_timeout(30000)&_pragma=query_only(1)&_pragma=cache_size(-16000)"))
	if err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	if s.toWrite, err = keep(ctx, s.write, func(*statement) bool { return true }); err == nil {
		s.toRead, err = keep(ctx, s.read, (*statement).reads)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func sqliteAddress(path, query string) string {
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query}).String()
}

func openPostgres(ctx context.Context, address string) (*Store, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	// A list of many conditions looks so costly to the server that it compiles
	// them, which takes seconds where the answer takes milliseconds.
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "SET jit = off")
		return err
	}))
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	if err := openTables(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Store{engine: onPostgres, write: db, read: db}, nil
}

// isPostgres reports whether an address is that of a database on a server.
func isPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// refused reports whether a role lacks a right.
func refused(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "42501"
}

// undone reports whether the database undid a transaction to settle a conflict
// with another, so that the same again may succeed. An error that leaves in
// doubt whether a commit was done is none of these.
func (e engine) undone(err error) bool {
	var pg *pgconn.PgError
	return e == onPostgres && errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// Full reports whether a change was not made because the disk of the database
// takes no more, or no more of this one file. What was there is as it was.
func Full(err error) bool {
	const full, cannotWrite = 13, 778 // SQLITE_FULL; SQLITE_IOERR_WRITE is what a limit other than the disk's gives
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		return lite.Code() == full || lite.Code() == cannotWrite
	case errors.As(err, &pg):
		return pg.Code == "53100"
	}
	return false
}

// exists reports whether a row could not be added because its key is taken.
func (e engine) exists(err error) bool {
	const primaryKey, unique = 1555, 2067 // extended result codes of SQLite
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		return lite.Code() == primaryKey || lite.Code() == unique
	case errors.As(err, &pg):
		return pg.Code == "23505"
	}
	return false
}

// snapshot are the options of a transaction that reads as of one moment. On
// SQLite every one does.
func (e engine) snapshot() *sql.TxOptions {
	if e == onPostgres {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return nil
}
