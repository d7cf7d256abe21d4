// Answers, line by line, how Go's path.Match and moby/patternmatcher judge a pattern and a path, as BuildKit uses them.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path"

	"github.com/moby/patternmatcher"
)

type question struct {
	Pattern string `json:"pattern"`
	Path    string `json:"path"`
}

type answer struct {
	Pattern string `json:"pattern"`
	Path    string `json:"path"`
	// "match", "none" or "bad".
	Glob   string `json:"glob"`
	Ignore string `json:"ignore"`
}

func verdict(matched bool, err error) string {
	if err != nil {
		return "bad"
	}
	if matched {
		return "match"
	}
	return "none"
}

func ignored(pattern, name string) (bool, error) {
	matcher, err := patternmatcher.New([]string{pattern})
	if err != nil {
		return false, err
	}
	matched, _, err := matcher.MatchesUsingParentResults(name, patternmatcher.MatchInfo{})
	return matched, err
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		answer := answer{Pattern: asked.Pattern, Path: asked.Path}
		answer.Glob = verdict(path.Match(asked.Pattern, asked.Path))
		answer.Ignore = verdict(ignored(asked.Pattern, asked.Path))
		if err := out.Encode(answer); err != nil {
			panic(err)
		}
	}
}
