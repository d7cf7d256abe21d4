// Prints what BuildKit makes of Dockerfiles and of single words, one JSON answer for each JSON question on standard input.
//
//	{"text": …}                    → {"nodes": […], "error": … or absent, "refused": … or absent}
//	{"word": …, "escape": …, "env": {…}} → {"value": …, "words": […], "error": … or absent}
//
// "error" comes from the Dockerfile parser or the shell lexer, "refused" from the instruction parser behind it.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

type question struct {
	Text   *string           `json:"text"`
	Word   *string           `json:"word"`
	Escape string            `json:"escape"`
	Env    map[string]string `json:"env"`
	// The content of a here-document of COPY.
	Content bool `json:"content"`
}

type heredoc struct {
	Name    string `json:"name"`
	Content string `json:"content"`
	Expand  bool   `json:"expand"`
	Chomp   bool   `json:"chomp"`
}

type node struct {
	Instruction string    `json:"instruction"`
	Start       int       `json:"start"`
	End         int       `json:"end"`
	Flags       []string  `json:"flags"`
	Args        []string  `json:"args"`
	JSON        bool      `json:"json"`
	Heredocs    []heredoc `json:"heredocs"`
	Inner       *node     `json:"inner,omitempty"`
}

type answer struct {
	Nodes   []node   `json:"nodes,omitempty"`
	Value   *string  `json:"value,omitempty"`
	Words   []string `json:"words,omitempty"`
	Error   string   `json:"error,omitempty"`
	Refused string   `json:"refused,omitempty"`
}

func main() {
	in := bufio.NewReader(os.Stdin)
	decoder := json.NewDecoder(in)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for decoder.More() {
		var q question
		if err := decoder.Decode(&q); err != nil {
			panic(err)
		}
		if q.Text != nil {
			out.Encode(read(*q.Text))
		} else {
			out.Encode(expand(q))
		}
	}
}

func read(text string) (a answer) {
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return answer{Error: err.Error()}
	}
	for _, child := range result.AST.Children {
		a.Nodes = append(a.Nodes, describe(child))
	}
	stages, _, err := instructions.Parse(result.AST, nil)
	if err != nil {
		a.Refused = err.Error()
	} else if len(stages) == 0 {
		a.Refused = "dockerfile contains no stages to build"
	}
	return a
}

func describe(child *parser.Node) node {
	n := node{Instruction: strings.ToUpper(child.Value), Start: child.StartLine, End: child.EndLine, Flags: child.Flags, JSON: child.Attributes["json"]}
	for arg := child.Next; arg != nil; arg = arg.Next {
		if len(arg.Children) > 0 {
			inner := describe(arg.Children[0])
			n.Inner = &inner
			continue
		}
		n.Args = append(n.Args, arg.Value)
	}
	for _, doc := range child.Heredocs {
		n.Heredocs = append(n.Heredocs, heredoc{doc.Name, doc.Content, doc.Expand, doc.Chomp})
	}
	return n
}

type environment map[string]string

func (e environment) Get(name string) (string, bool) {
	value, ok := e[name]
	return value, ok
}

func (e environment) Keys() []string {
	var keys []string
	for key := range e {
		keys = append(keys, key)
	}
	return keys
}

func expand(q question) answer {
	lex := shell.NewLex([]rune(q.Escape)[0])
	lex.SkipProcessQuotes = q.Content
	value, _, err := lex.ProcessWord(*q.Word, environment(q.Env))
	if err != nil {
		return answer{Error: err.Error()}
	}
	words, err := lex.ProcessWords(*q.Word, environment(q.Env))
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Value: &value, Words: words}
}
