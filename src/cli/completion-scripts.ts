/** Shells with a script, in the order in which they are named. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/**
 * Bash splits words also at `@`, `:` and `=`, and replaces only what stands behind the last of them; an `@` itself is replaced as
 * well. So the line is split at spaces here, and what stands before is cut off the candidates. They are quoted, because a key
 * can hold any character.
 */
const bash = `# Completion of idctl for bash; written by \`idctl completion bash\`.
_idctl() {
  local line=\${COMP_LINE:0:COMP_POINT} words reply typed kept=
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  typed=\${words[\${#words[@]}-1]}
  if [[ $typed == *["$COMP_WORDBREAKS"]* ]]; then kept=\${typed%"\${typed##*["$COMP_WORDBREAKS"]}"}; fi
  kept=\${kept%@}
  COMPREPLY=()
  while IFS= read -r reply; do
    [[ $reply == :files ]] && return
    COMPREPLY+=("$(printf '%q' "\${reply#"$kept"}")")
  done < <(idctl complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _idctl idctl
`

const zsh = `#compdef idctl
# Completion of idctl for zsh; written by \`idctl completion zsh\`.
_idctl() {
  local -a replies
  replies=("\${(@f)$(idctl complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ -n \${replies[1]} ]] || return 1
  if [[ \${replies[1]} == ':files' ]]; then compset -P '--*='; _files; else compadd -a replies; fi
}
if [[ $funcstack[1] == _idctl ]]; then _idctl "$@"; else compdef _idctl idctl; fi
`

const fish = `# Completion of idctl for fish; written by \`idctl completion fish\`.
function __idctl_complete
  set -l words (commandline -opc)
  set -l typed (commandline -ct)
  set -l replies (idctl complete -- $words[2..-1] "$typed" 2>/dev/null)
  if test "$replies[1]" = ':files'
    set -l flag (string match -r -- '^--[^=]+=' "$typed")
    set -l paths (__fish_complete_path (string replace -r -- '^--[^=]+=' '' "$typed"))
    printf '%s\\n' "$flag"$paths
  else
    printf '%s\\n' $replies
  end
end
complete -c idctl -f -a '(__idctl_complete)'
`

export const completionScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish }
