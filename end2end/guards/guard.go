// Lets in whoever is signed in to Latchkey, and tells the service who it is: `userKey{}` in the request's context.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

type user struct{ ID, Name string }
type userKey struct{}

var client = http.Client{
	Timeout:       3 * time.Second,
	Transport:     &http.Transport{Proxy: nil},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func ask(r *http.Request) (status int, who user) {
	address := os.Getenv("LATCHKEY_URL") + "/api/v1/authentication"
	question, err := http.NewRequestWithContext(r.Context(), http.MethodGet, address, nil)
	if err != nil {
		return 0, who
	}
	question.Header["Cookie"] = r.Header["Cookie"]
	answer, err := client.Do(question)
	if err != nil {
		return 0, who
	}
	defer answer.Body.Close()
	if json.NewDecoder(answer.Body).Decode(&who) != nil {
		return 0, who
	}
	return answer.StatusCode, who
}

func guard(service http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status, who := ask(r)
		wantsPage := r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html")
		switch {
		case status == http.StatusOK && who.ID != "":
			service.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, who)))
		case status == http.StatusUnauthorized && wantsPage:
			http.Redirect(w, r, "/sign-in?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		case status == http.StatusUnauthorized:
			http.Error(w, "Unauthorized", http.StatusUnauthorized)
		default:
			http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
		}
	}
}

func hello(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintf(w, "Hello, %s", r.Context().Value(userKey{}).(user).Name)
}

func main() {
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), guard(http.HandlerFunc(hello))))
}
