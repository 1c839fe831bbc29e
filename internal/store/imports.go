package store

import (
	"context"
	"fmt"
	"time"
)

// Import is a spreadsheet on its way into a register. Mapping, Decisions,
// Review and Receipt are JSON of the use case; "" where there is none yet.
type Import struct {
	Register  string
	ID        string
	UserID    string
	CreatedAt time.Time
	UpdatedAt time.Time
	FileName  string
	FileHash  string
	State     string
	Mapping   string
	Decisions string
	Review    string
	Done      int // lines worked through, of Total
	Total     int
	Receipt   string
	Problem   string
}

const (
	importColumns = "register, id, user_id, created_at, updated_at, file_name, file_hash, state, mapping, decisions, review, done, total, receipt, problem"
	// What a list shows: what may be long stays behind.
	importSummary = "register, id, user_id, created_at, updated_at, file_name, file_hash, state, '', '', '', done, total, receipt, problem"
)

var (
	insertImport     = sayInsert("imports", importColumns, "")
	insertImportFile = sayInsert("import_files", "register, import_id, file", "")

	selectImport       = say("SELECT " + importColumns + " FROM imports WHERE register = $1 AND id = $2")
	selectImportLocked = sayLocked("SELECT " + importColumns + " FROM imports WHERE register = $1 AND id = $2")
	selectImports      = say("SELECT " + importSummary + " FROM imports WHERE register = $1 ORDER BY created_at DESC, id DESC LIMIT $2")
	selectImportsOf    = say("SELECT " + importSummary + " FROM imports WHERE register = $1 AND file_hash = $2 ORDER BY created_at DESC, id DESC")
	selectImportFile   = say("SELECT file FROM import_files WHERE register = $1 AND import_id = $2")
	updateImport       = say("UPDATE imports SET updated_at = $3, state = $4, mapping = $5, decisions = $6, review = $7, " +
		"done = $8, total = $9, receipt = $10, problem = $11 WHERE register = $1 AND id = $2")
	moveImport       = say("UPDATE imports SET state = $4, updated_at = $5 WHERE register = $1 AND id = $2 AND state = $3")
	updateProgress   = say("UPDATE imports SET done = $3, total = $4 WHERE register = $1 AND id = $2")
	deleteImport     = say("DELETE FROM imports WHERE register = $1 AND id = $2")
	deleteImportFile = say("DELETE FROM import_files WHERE register = $1 AND import_id = $2")

	insertMapping = sayInsert("import_mappings", "register, key, mapping, updated_at", overwrite("register, key", "register, key, mapping, updated_at"))
	selectMapping = say("SELECT mapping FROM import_mappings WHERE register = $1 AND key = $2")
)

func readImport(row scan) (x Import, err error) {
	err = row(&x.Register, &x.ID, &x.UserID, instantColumn{&x.CreatedAt}, instantColumn{&x.UpdatedAt}, &x.FileName, &x.FileHash,
		&x.State, &x.Mapping, &x.Decisions, &x.Review, &x.Done, &x.Total, &x.Receipt, &x.Problem)
	return x, err
}

// CreateImport keeps a file that was uploaded, and what is known of it.
func (s *Store) CreateImport(ctx context.Context, x Import, file []byte, a Audit) error {
	return s.change(ctx, func(r runner) error {
		if _, err := r.exec(ctx, insertImport, x.Register, x.ID, x.UserID, instant(x.CreatedAt), instant(x.UpdatedAt), x.FileName, x.FileHash,
			x.State, x.Mapping, x.Decisions, x.Review, x.Done, x.Total, x.Receipt, x.Problem); err != nil {
			return fmt.Errorf("adding an import: %w", err)
		}
		if _, err := r.exec(ctx, insertImportFile, x.Register, x.ID, file); err != nil {
			return fmt.Errorf("keeping the file of an import: %w", err)
		}
		return writeAudit(ctx, r, a)
	})
}

// Import is an import without its file; the error is ErrNotFound without one.
func (s *Store) Import(ctx context.Context, register, id string) (Import, error) {
	return one(ctx, s.reader(), selectImport, readImport, register, id)
}

// Import is an import held against other writers until the transaction ends.
func (tx *Tx) Import(id string) (Import, error) {
	return one(tx.ctx, tx.run, selectImportLocked, readImport, tx.work.Register, id)
}

// ImportFile is the file of an import as it was uploaded.
func (s *Store) ImportFile(ctx context.Context, register, id string) ([]byte, error) {
	return one(ctx, s.reader(), selectImportFile, only[[]byte], register, id)
}

// Imports lists at most limit imports of a register, the latest first, without
// Mapping, Decisions and Review.
func (s *Store) Imports(ctx context.Context, register string, limit int) ([]Import, error) {
	return all(ctx, s.reader(), selectImports, readImport, register, limit)
}

// ImportsOf lists the imports of one file, by its hash, as Imports does.
func (s *Store) ImportsOf(ctx context.Context, register, fileHash string) ([]Import, error) {
	return all(ctx, s.reader(), selectImportsOf, readImport, register, fileHash)
}

// UpdateImport writes all that may change of an import: everything from State
// on, and UpdatedAt.
func (s *Store) UpdateImport(ctx context.Context, x Import) error {
	return s.change(ctx, func(r runner) error { return writeImport(ctx, r, x) })
}

// UpdateImport is that of the Store, within the transaction.
func (tx *Tx) UpdateImport(x Import) error {
	x.Register = tx.work.Register
	return writeImport(tx.ctx, tx.run, x)
}

func writeImport(ctx context.Context, r runner, x Import) error {
	return foundOne(r.exec(ctx, updateImport, x.Register, x.ID, instant(x.UpdatedAt), x.State, x.Mapping, x.Decisions, x.Review,
		x.Done, x.Total, x.Receipt, x.Problem))
}

// MoveImport takes an import from one state to another and reports whether it
// was in the first: of several that try, one does the work.
func (s *Store) MoveImport(ctx context.Context, register, id, from, to string, at time.Time) (moved bool, err error) {
	err = s.change(ctx, func(r runner) error {
		n, err := r.exec(ctx, moveImport, register, id, from, to, instant(at))
		moved = n == 1
		return err
	})
	return moved, err
}

// ImportProgress notes how many lines were worked through.
func (s *Store) ImportProgress(ctx context.Context, register, id string, done, total int) error {
	return s.change(ctx, func(r runner) error { return foundOne(r.exec(ctx, updateProgress, register, id, done, total)) })
}

// DropImportFile forgets the file of an import; what it brought in stays.
func (s *Store) DropImportFile(ctx context.Context, register, id string) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, deleteImportFile, register, id)
		return err
	})
}

// DeleteImport forgets an import that brought nothing in, and its file.
func (s *Store) DeleteImport(ctx context.Context, register, id string, a Audit) error {
	return s.change(ctx, func(r runner) error {
		if _, err := r.exec(ctx, deleteImportFile, register, id); err != nil {
			return err
		}
		if err := foundOne(r.exec(ctx, deleteImport, register, id)); err != nil {
			return err
		}
		return writeAudit(ctx, r, a)
	})
}

// SaveImportMapping remembers how the columns of a kind of file are read. Key
// tells that kind, such as a hash of its headings.
func (s *Store) SaveImportMapping(ctx context.Context, register, key, mapping string, at time.Time) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, insertMapping, register, key, mapping, instant(at))
		return err
	})
}

// ImportMapping is what SaveImportMapping kept; the error is ErrNotFound
// without it.
func (s *Store) ImportMapping(ctx context.Context, register, key string) (string, error) {
	return one(ctx, s.reader(), selectMapping, only[string], register, key)
}
