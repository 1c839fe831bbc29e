package web

// routes is every page and form, with who may use it, in reading order. What a
// person's record may show or take is asked again by the use case.
func (s *Server) routes() []route {
	return []route{
		// Anyone
		{pattern: "GET /sign-in", guard: anyone, handle: s.signInPage},
		{pattern: "POST /sign-in", guard: anyone, handle: s.signIn},

		// Whoever is signed in
		{pattern: "GET /{$}", guard: signedIn, handle: s.home},
		{pattern: "GET /account", guard: signedIn, handle: s.accountPage},
		{pattern: "POST /account/register", guard: signedIn, handle: s.switchRegister},
		{pattern: "POST /sign-out", guard: signedIn, handle: s.signOut},

		// Anything else
		{pattern: "/", guard: signedIn, handle: s.notFound},
	}
}
