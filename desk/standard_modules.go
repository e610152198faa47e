package desk

// ModuleJudged is what became of the promises of a module. Coverage is how many of them
// are measured; attainment, how many of those are kept. A promise with too few cases in
// the window is not measured in it.
type ModuleJudged struct {
	Name       string // "" of all together
	Prefix     string
	States     map[StandardState]int
	Coverage   Figure
	Attainment Figure
	Standards  []Judged
}

// JudgeModules judges a register. all are its modules together, without their standards.
func (g *Grounds) JudgeModules(register []StandardModule) (modules []ModuleJudged, all ModuleJudged) {
	all.States = map[StandardState]int{}
	for i := range register {
		m := ModuleJudged{Name: register[i].Name, Prefix: register[i].Prefix, States: map[StandardState]int{}}
		for k := range register[i].Standards {
			j := g.Judge(&register[i].Standards[k])
			m.Standards = append(m.Standards, j)
			m.States[j.State]++
			all.States[j.State]++
		}
		m.count()
		modules = append(modules, m)
	}
	all.count()
	return modules, all
}

func (m *ModuleJudged) count() {
	promises, measured := 0, 0
	for s, n := range m.States {
		promises += n
		if s.Measured() {
			measured += n
		}
	}
	m.Coverage, m.Attainment = share(measured, promises), share(m.States[StandardKept], measured)
}
