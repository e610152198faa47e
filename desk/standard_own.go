package desk

import "slices"

// StandardsOwn is what one community changes of the register.
type StandardsOwn struct {
	Standards []Standard        `yaml:"standards"` // each in place of the one with its code, or new
	Retired   map[string]string `yaml:"retired"`   // code -> why it is not promised here
}

// Find is the standard with the code, nil if the register has none.
func Find(register []StandardModule, code string) *Standard {
	for i := range register {
		for k := range register[i].Standards {
			if s := &register[i].Standards[k]; s.Code == code {
				return s
			}
		}
	}
	return nil
}

// Adapt is the register as a community has it. A new standard stands at the end of its
// module; one of no module is left out.
func Adapt(register []StandardModule, own StandardsOwn) []StandardModule {
	out := slices.Clone(register)
	for i := range out {
		m := &out[i]
		m.Standards = slices.Clone(m.Standards)
		for _, s := range own.Standards {
			if s.Module() != m.Prefix {
				continue
			}
			s.Own = true
			if old := Find(out[i:i+1], s.Code); old != nil {
				*old = s
			} else {
				m.Standards = append(m.Standards, s)
			}
		}
		m.Standards = slices.DeleteFunc(m.Standards, func(s Standard) bool {
			_, retired := own.Retired[s.Code]
			return retired
		})
	}
	return out
}
