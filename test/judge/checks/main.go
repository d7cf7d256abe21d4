// Prints what `docker build --check` says of Dockerfiles, one JSON answer for each JSON question on standard input. It is
// BuildKit's own frontend, without a daemon: every base image is taken to exist, and to set nothing but PATH.
//
//	{"text": …, "platform": …, "args": {…}} → {"warnings": [{"rule", "line", "detail"}], "error": …, "fails": …}
//
// "error" is the mistake that ends the check of all stages, "fails" the one that ends a build of the last stage.
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/opencontainers/go-digest"
	oci "github.com/opencontainers/image-spec/specs-go/v1"
)

type question struct {
	Text     string            `json:"text"`
	Platform string            `json:"platform"`
	Args     map[string]string `json:"args"`
}

type warning struct {
	Rule   string `json:"rule"`
	Line   int    `json:"line"`
	Detail string `json:"detail"`
}

type answer struct {
	Warnings []warning `json:"warnings"`
	Error    string    `json:"error,omitempty"`
	Fails    string    `json:"fails,omitempty"`
}

type registry struct{}

func (registry) ResolveImageConfig(_ context.Context, ref string, opt sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	platform := platforms.DefaultSpec()
	if opt.ImageOpt != nil && opt.ImageOpt.Platform != nil {
		platform = *opt.ImageOpt.Platform
	}
	config, err := json.Marshal(oci.Image{
		Platform: platform,
		Config:   oci.ImageConfig{Env: []string{"PATH=/usr/bin:/bin"}},
		RootFS:   oci.RootFS{Type: "layers"},
	})
	return ref, digest.FromBytes(config), config, err
}

func main() {
	in := json.NewDecoder(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.More() {
		var asked question
		if err := in.Decode(&asked); err != nil {
			panic(err)
		}
		if err := out.Encode(answered(asked)); err != nil {
			panic(err)
		}
	}
}

func answered(asked question) (result answer) {
	result.Warnings = []warning{}
	text := []byte(asked.Text)
	platform := platforms.MustParse(asked.Platform)
	options := func() dockerfile2llb.ConvertOpt {
		source := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", text)
		source.Definition = &llb.Definition{}
		return dockerfile2llb.ConvertOpt{
			Config:         dockerui.Config{BuildArgs: asked.Args, BuildPlatforms: []oci.Platform{platform}},
			SourceMap:      source,
			TargetPlatform: &platform,
			MetaResolver:   registry{},
		}
	}
	all := options()
	all.AllStages = true
	all.Warn = func(rule, _, _, detail string, location []parser.Range) {
		line := 0
		if len(location) > 0 {
			line = location[0].Start.Line
		}
		result.Warnings = append(result.Warnings, warning{rule, line, detail})
	}
	result.Error = failure(text, all)
	last := options()
	// Without a function that takes the warnings BuildKit checks nothing, and `check=error=true` fails no build.
	last.Warn = func(string, string, string, string, []parser.Range) {}
	result.Fails = failure(text, last)
	return result
}

// failure is the message with which the frontend refuses a file. A panic of its own is one, too.
func failure(text []byte, options dockerfile2llb.ConvertOpt) (message string) {
	defer func() {
		if recover() != nil {
			message = "the frontend panics"
		}
	}()
	if _, err := dockerfile2llb.Dockerfile2LLB(context.Background(), text, options); err != nil {
		return err.Error()
	}
	return ""
}
