import { runKeyComment } from '../../ssh/runKeyComment.ts';

const settings = [
  'usepam',
  'permitrootlogin',
  'passwordauthentication',
  'kbdinteractiveauthentication',
  'permitemptypasswords',
  'pubkeyauthentication',
  'authenticationmethods',
];

/**
 * What sshd lets in: its settings, where authorized keys are and how many (without the run's own), who has a password. Never
 * a key or a hash: run folders are shared.
 */
export const sshAccessCommand = `sshd=$(command -v sshd || command -v /usr/sbin/sshd || command -v /run/current-system/sw/bin/sshd)
[ -n "$sshd" ] || { echo 'sshd: not found' >&2; exit 127; }
settings=$("$sshd" -T -C user=root,host=localhost,addr=127.0.0.1) || exit
printf '%s\\n' "$settings" | sed -n '${settings.map((name) => `/^${name} /p`).join('; ')}'
home=$(sed -n 's/^root:.*:\\([^:]*\\):[^:]*$/\\1/p' /etc/passwd)
for file in $(printf '%s\\n' "$settings" | sed -n 's/^authorizedkeysfile //p'); do
  case $file in
    /*) file=$(printf '%s\\n' "$file" | sed 's/%u/root/; s/%%/%/') ;;
    %h/*) file=$home/\${file#%h/} ;;
    *) file=$home/$file ;;
  esac
  if [ -r "$file" ]; then count=$(grep '^[^#]' "$file" | grep -vc ' ${runKeyComment}$'); else count=0; fi
  printf 'keys %s %s\\n' "$file" "$count"
done
while IFS=: read -r user hash rest; do
  case $hash in
    '') echo "password $user empty" ;;
    '!'* | '*'*) ;;
    *) echo "password $user set" ;;
  esac
done < /etc/shadow
exit 0`;
