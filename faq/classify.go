package faq

import (
	"math"
	"math/rand/v2"
)

// classifier is a multinomial logistic regression over weighted grams: a weight per gram and class. The classes are the
// entries and, last, what none of them answers.
type classifier struct {
	classes int
	grams   int       // the most frequent ones are looked at
	weights []float32 // by gram*classes + class
	bias    []float32 // by class
	moved   []int     // while training: the classes that a step moves
}

// example is a text and its class, or, when not is set, a class it does not belong to.
type example struct {
	vector vector
	class  int
	not    bool
}

// Plain stochastic gradient descent with a rate that falls to 0. In every step a share of the grams is hidden, so that
// no gram is relied upon alone: residents rarely use the very words of a phrase. Chosen on CLINC150 and Banking77, see
// README.md. The race detector looks away here (go:norace), where nothing is shared and all the time goes.
const (
	trainRounds = 7  // at least
	moreRounds  = 40 // at most, of few examples
	enoughSteps = 80_000
	trainRate   = 3.0
	biasRate    = 0.3
	hiddenShare = 0.4
	maxSteps    = 200_000
	maxWeights  = 20 << 20 // 80 MB; of many grams and entries the rare grams go without
	negligible  = 2e-3     // gradients up to this are passed over, which makes most of a step free
)

func newClassifier(grams, classes int) *classifier {
	grams = min(grams, maxWeights/classes)
	return &classifier{classes: classes, grams: grams, weights: make([]float32, grams*classes), bias: make([]float32, classes)}
}

// train fits a classifier; the same examples in the same order give the same weights.
func train(examples []example, grams, classes int) *classifier {
	c := newClassifier(grams, classes)
	random := rand.New(rand.NewPCG(1, 2))
	order := random.Perm(len(examples))
	rounds := roundsFor(len(examples))
	steps := float64(rounds * len(examples))
	gradient := make([]float32, classes)
	for round := range rounds {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for i, n := range order {
			e := examples[n]
			e.vector = c.hide(e.vector, random)
			left := 1 - float64(round*len(examples)+i)/steps
			c.step(e, gradient, float32(left))
		}
	}
	return c
}

func roundsFor(examples int) int {
	examples = max(1, examples)
	rounds := min(max(trainRounds, enoughSteps/examples), moreRounds)
	return max(1, min(rounds, maxSteps/examples))
}

// hide is v without a random share of its grams, scaled to make up for them.
//
//go:norace
func (c *classifier) hide(v vector, random *rand.Rand) vector {
	kept := make(vector, 0, len(v))
	for _, t := range v {
		if int(t.gram) < c.grams && random.Float64() >= hiddenShare {
			kept = append(kept, term{t.gram, t.weight / (1 - hiddenShare)})
		}
	}
	return kept
}

// step moves the weights a little towards the example; left is the share of the rate that is left, 1 to 0.
//
//go:norace
func (c *classifier) step(e example, gradient []float32, left float32) {
	c.logits(e.vector, gradient)
	softmax(gradient)
	e.gradient(gradient)
	c.moved = c.moved[:0]
	for class, g := range gradient {
		if g > negligible || g < -negligible {
			c.moved = append(c.moved, class)
			c.bias[class] -= left * biasRate * g
		}
	}
	for _, t := range e.vector {
		row := c.row(t.gram)
		for _, class := range c.moved {
			row[class] -= left * trainRate * t.weight * gradient[class]
		}
	}
}

func (c *classifier) row(gram int32) []float32 {
	return c.weights[int(gram)*c.classes : (int(gram)+1)*c.classes]
}

// gradient turns the chances of the classes into the gradient of the loss: minus the logarithm of the chance of the
// example's class, or of its opposite.
//
//go:norace
func (e example) gradient(chances []float32) {
	if !e.not {
		chances[e.class]--
		return
	}
	wrong := chances[e.class]
	rest := max(1-wrong, 1e-3)
	for class := range chances {
		chances[class] *= -wrong / rest
	}
	chances[e.class] = wrong
}

// logits puts the sum of v's weights per class into out.
//
//go:norace
func (c *classifier) logits(v vector, out []float32) {
	copy(out, c.bias)
	for _, t := range v {
		if int(t.gram) >= c.grams {
			break
		}
		for class, w := range c.row(t.gram) {
			out[class] += t.weight * w
		}
	}
}

// chances is the classifier's distribution over the classes.
func (c *classifier) chances(v vector) []float32 {
	out := make([]float32, c.classes)
	c.logits(v, out)
	softmax(out)
	return out
}

// removeChances gives what removed classes had to the others.
func removeChances(chances []float32, removed func(class int) bool) {
	var left float32
	for class := range chances {
		if removed(class) {
			chances[class] = 0
		}
		left += chances[class]
	}
	for class := range chances {
		chances[class] /= max(left, 1e-6)
	}
}

//
//go:norace
func softmax(x []float32) {
	highest := x[0]
	for _, v := range x {
		highest = max(highest, v)
	}
	var sum float32
	for i, v := range x {
		x[i] = float32(math.Exp(float64(v - highest)))
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}
