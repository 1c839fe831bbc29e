// Homeward keeps a Dynamic Support Register and runs Care and Treatment Reviews.
package main

import (
	"os"

	"homeward/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
