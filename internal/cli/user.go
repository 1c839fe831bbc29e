package cli

import (
	"bufio"
	"fmt"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
)

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Add a user to a register, or give a user other roles there."`
	Password userPasswordCmd `cmd:"" help:"Give a user a new password; their sessions end."`
	Reset    userResetCmd    `cmd:"" name:"reset-second-factor" help:"Let a user who has lost their phone set up another; their sessions end."`
	List     userListCmd     `cmd:"" help:"List the users of a register."`
}

type userAddCmd struct {
	Register string   `required:"" placeholder:"CODE" help:"The register."`
	Email    string   `required:"" help:"The address they sign in with."`
	Name     string   `help:"Their name; needed for a new user."`
	Role     []string `required:"" help:"A role; repeat it or separate several with commas."`
	Vouch    bool     `help:"You are sure that whoever uses this account reads this address: access to another register need not wait for proof."`
}

func (userAddCmd) Help() string {
	return `The password of a new user is read from the first line of standard input.

Roles: ` + roleList() + `

Examples:

  homeward user add --data /var/lib/homeward --register QXX --email jo@example.org --name "Jo Example" --role coordinator < password.txt
  homeward user add --data /var/lib/homeward --register QXX --email jo@example.org --role coordinator,administrator
  homeward user add --data /var/lib/homeward --register QYY --email jo@example.org --role coordinator --vouch`
}

func roleList() string {
	words := make([]string, len(access.Roles))
	for i, r := range access.Roles {
		words[i] = string(r)
	}
	return strings.Join(words, ", ")
}

func (c *userAddCmd) Run(x *exec) error {
	roles := make([]access.Role, len(c.Role))
	for i, r := range c.Role {
		roles[i] = access.Role(r)
		if !strings.Contains(", "+roleList()+",", ", "+r+",") {
			return wrongUse("choose from "+roleList(), "%q is not a role", r)
		}
	}
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	user := app.NewUser{Email: c.Email, Name: c.Name, Register: c.Register, Roles: roles, Vouched: c.Vouch}
	if c.Name != "" {
		user.Password = x.firstLine()
	}
	id, err := a.AddUser(x.Context, app.CommandLine(c.Register), user)
	if err != nil {
		return refusedUser(err)
	}
	fmt.Fprintf(x.Stdout, "%s is in register %s as %s.\n", c.Email, c.Register, strings.Join(c.Role, ", "))
	added, err := a.User(x.Context, app.CommandLine(c.Register), id)
	if err == nil && added.Waits {
		fmt.Fprintln(x.Stdout, "They had an account already, which somebody else may have opened. So the register opens to them once they have chosen a new")
		fmt.Fprintln(x.Stdout, "password with a link sent to this address (Forgotten your password?), or with homeward user password --vouch.")
	}
	return err
}

type userPasswordCmd struct {
	Register string `required:"" placeholder:"CODE" help:"A register the user is in."`
	Email    string `required:"" help:"The address they sign in with."`
	Vouch    bool   `help:"You are sure that the password goes to who reads this address. Passkeys, app and other ways to sign in stop working, and access that waited is open."`
}

func (userPasswordCmd) Help() string {
	return `The new password is read from the first line of standard input.

Examples:

  homeward user password --data /var/lib/homeward --register QXX --email jo@example.org < password.txt
  homeward user password --data /var/lib/homeward --register QXX --email jo@example.org --vouch < password.txt`
}

func (c *userPasswordCmd) Run(x *exec) error {
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	set := a.SetPassword
	if c.Vouch {
		set = a.Vouch
	}
	if err := set(x.Context, app.CommandLine(c.Register), c.Email, x.firstLine()); err != nil {
		return refusedUser(err)
	}
	fmt.Fprintf(x.Stdout, "The password of %s is changed and their sessions have ended.\n", c.Email)
	return nil
}

type userResetCmd struct {
	Register string `required:"" placeholder:"CODE" help:"A register the user is in."`
	Email    string `required:"" help:"The address they sign in with."`
}

func (userResetCmd) Help() string {
	return `Be sure that it is the user who asks: speak to them, or see them. Whoever knows their password can
sign in and set up a phone of their own after this.

Examples:

  homeward user reset-second-factor --data /var/lib/homeward --register QXX --email jo@example.org`
}

func (c *userResetCmd) Run(x *exec) error {
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	if err := a.ResetSecondFactors(x.Context, app.CommandLine(c.Register), c.Email); err != nil {
		return refusedUser(err)
	}
	fmt.Fprintf(x.Stdout, "%s can set up a second factor anew at the next sign-in, and their sessions have ended.\n", c.Email)
	return nil
}

type userListCmd struct {
	Register string `required:"" placeholder:"CODE" help:"The register."`
}

func (userListCmd) Help() string {
	return `Examples:

  homeward user list --data /var/lib/homeward --register QXX`
}

func (c *userListCmd) Run(x *exec) error {
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	users, err := a.Users(x.Context, app.CommandLine(c.Register))
	if err != nil {
		return err
	}
	for _, u := range users {
		fmt.Fprintf(x.Stdout, "%s\t%s\t%s\n", u.Email, u.Name, strings.Join(u.Roles, ","))
	}
	return nil
}

func (x *exec) firstLine() string {
	line, _ := bufio.NewReader(x.Stdin).ReadString('\n')
	return strings.TrimRight(line, "\r\n")
}

// refusedUser turns what a use case refuses into wrong use.
func refusedUser(err error) error {
	switch e := app.As(err); e.Kind {
	case app.Invalid:
		return usageError{e.Text}
	case app.NotFound:
		return wrongUse("see homeward user list", "there is no such user")
	}
	return err
}
