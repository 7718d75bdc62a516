# Varnish 7 in front of Vitrine: varnishd -a :80 -f vitrine.vcl   (needs the module xkey: Debian's varnish-modules)
#
# - An address that negotiates (.auto) is kept once for each class of clients: those that read AVIF, those that read
#   WebP, the others. So an Accept header cannot fill the cache.
# - `curl -X PURGE -H 'Surrogate-Key: image/4fd1…' http://127.0.0.1/` forgets all variants of an image, preset/NAME those
#   of a preset, product/KEY the card of a product; several keys are separated by spaces. With Surrogate-Prefix: /i/pdp- it
#   forgets every address that begins so. Both are what the answer of the origin's POST /v1/purge names. Only from this
#   machine: see the list of purgers.
# - Stale pictures are served while they are looked after, and while the origin fails; failures are never kept as
#   pictures.
vcl 4.1;

import xkey;

backend vitrine {
    .host = "127.0.0.1";
    .port = "8480";
    .connect_timeout = 2s;
    .first_byte_timeout = 15s;
}

acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403, "Purging is for purgers"));
        }
        if (req.http.Surrogate-Prefix) {
            if (req.http.Surrogate-Prefix !~ "^/[A-Za-z0-9/._~@%-]*$") {
                return (synth(400, "Surrogate-Prefix is the beginning of an address"));
            }
            # As an expression: of what may stand in it, only the dot means something else.
            ban("obj.http.x-url ~ ^" + regsuball(req.http.Surrogate-Prefix, "\.", "[.]"));
            return (synth(200, "Banned " + req.http.Surrogate-Prefix));
        }
        if (!req.http.Surrogate-Key) {
            return (synth(400, "Surrogate-Key or Surrogate-Prefix names what to purge"));
        }
        set req.http.X-Purged = xkey.purge(req.http.Surrogate-Key);
        return (synth(200, "Purged " + req.http.X-Purged));
    }
    if (req.url ~ "\.auto($|\?)") {
        if (req.http.Accept ~ "(?i)image/avif\s*(,|$)") {
            set req.http.Accept = "image/avif";
        } elsif (req.http.Accept ~ "(?i)image/webp\s*(,|$)") {
            set req.http.Accept = "image/webp";
        } elsif (!req.http.Accept || req.http.Accept ~ "(?i)(image/jpeg|image/\*|\*/\*)\s*(,|;\s*q=(1|0\.0*[1-9])|$)") {
            set req.http.Accept = "image/jpeg";
        } else {
            return (pass); # too choosy to be worth a place
        }
    } elsif (req.url ~ "^/(i|iiif|imgproxy)/") {
        unset req.http.Accept; # the address says it all
    }
    unset req.http.Cookie;
}

sub vcl_backend_response {
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    set beresp.http.x-url = bereq.url;
    set beresp.keep = 7d; # to revalidate by ETag instead of fetching anew
    if (beresp.status >= 500) {
        if (bereq.is_bgfetch) {
            return (abandon); # the stale one goes on
        }
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        set beresp.uncacheable = true;
        return (deliver);
    }
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.x-url;
}
