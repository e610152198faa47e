package desk

// Fault is an ErrInvalid with what is wrong with one field of a form, in Chinese, for the
// person who filled it in.
type Fault struct{ Field, Words string }

func (f *Fault) Error() string { return f.Field + ": " + f.Words + ": " + ErrInvalid.Error() }

// Unwrap is ErrInvalid.
func (f *Fault) Unwrap() error { return ErrInvalid }
