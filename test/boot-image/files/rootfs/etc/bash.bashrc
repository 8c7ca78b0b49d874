# The prompt of a NixOS live system: an empty line, colour and a window title, as programs that read consoles meet it.
[ -z "$PS1" ] && return
shopt -s checkwinsize
PS1='\n\[\033[1;32m\][\[\e]0;\u@\h: \w\a\]\u@\h:\w]\$\[\033[0m\] '
[ "$UID" -eq 0 ] && PS1='\n\[\033[1;31m\][\[\e]0;\u@\h: \w\a\]\u@\h:\w]\$\[\033[0m\] '
