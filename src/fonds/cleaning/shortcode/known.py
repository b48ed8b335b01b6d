"""Names of shortcodes that exist in the wild. A bonus to the score, never the gate."""

import re
from functools import lru_cache

from fonds.cleaning.protect import CODE_NAMES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CORE = _words("caption wp_caption gallery audio video playlist embed")
"""WordPress' own."""

MEDIA = _words(
    """
    youtube youtube_sc yt vimeo dailymotion soundcloud slideshare scribd flickr googlevideo gist
    googlemaps googlemap twitter tweet instagram facebook pinterest tiktok spotify bandcamp
    mixcloud ted ustream twitchtv vine viddler veoh blip.tv archiveorg kickstarter getty giphy
    medium wpaudio wpvideo flv mp3 mp3player mp3j audio video embed iframe pdf pdf-embedder
    pdfviewer embedyt embed_youtube youku tudou bilibili qqvideo music player videopress
    wpyoutube jwplayer fvplayer flowplayer kaltura kaltura-widget brightcove vodpod hana-flv-
    player spoken podcast powerpress podlove rutube vk coub niconico naver kakao
    """
)
"""Players and embeds: a bare id or web address after the name is their ordinary form."""

ATTRIBUTED = _words("twitter facebook instagram tiktok pinterest flickr medium getty naver")
"""Those that prose names as a source too: ``[twitter:NASA99]``."""

PLUGINS = _words(
    """
    instagram-feed custom-facebook-feed custom-twitter-feeds youtube-feed ssba-buttons
    easy-image-collage amazon-product simple-social-icons wp-rss-aggregator wp_sitemap_page
    post_grid the_grid ess_grid contact-form contact-field contact-form-7 contactform cforms
    gravityform gravityforms wpforms ninja_form ninja_forms ninja_forms_display_form
    formidable formcraft mc4wp_form caldera_form fluentform forminator_form everest_form
    happyforms wufoo typeform jotform mailerlite_form newsletter newsletter_form mailpoet_form
    sibwp_form mailmunch-form convertkit nggallery ngg ngg_images slideshow singlepic
    imagebrowser album photo_gallery foogallery envira-gallery modula rev_slider layerslider
    metaslider smartslider3 masterslider slider slick-carousel soliloquy wonderplugin_slider
    wonderplugin_gallery huge_it_slider huge_it_gallery robo-gallery products product
    product_category product_page recent_products featured_products sale_products
    best_selling_products top_rated_products add_to_cart shop_messages toc sitemap archives
    recent_posts display-posts postlist posts catlist loop table tablepress button buttons
    column columns col cols row one_half one_third one_fourth two_third two_thirds
    three_fourth one_half_last one_third_last one_fourth_last half third fourth container
    section inner_row inner_column wrapper block divider separator spacer clear clearfix hr
    dropcap highlight highlighter pullquote blockquote testimonial testimonials box alert
    notice message callout infobox iconbox icon icons icon_box tab tabs tabgroup tab_group
    accordion accordions accordion_item toggle toggles collapse expand spoiler_box lightbox
    modal popup tooltip pricing_table price_table progress_bar counter countdown team
    team_member portfolio carousel carousel_slide map maps gmap wpgmza leaflet-map
    leaflet-marker mappress osm_map poll polldaddy wp-polls quiz survey crowdsignal totalpoll
    yop_poll social social_share sharethis addtoany share follow feedburner rss adsense ad ads
    adrotate adinserter advert wp_ad_camp google_ad quads login login_form register
    members_only member restrict private protected s2member paywall bible verse footnote ref
    cite quote_box lyrics recipe ultimate-recipe wprm-recipe tasty-recipe easyrecipe
    zrdn-recipe amd-zlrecipe-recipe googlemap2 wp_rss wpdatatable visualizer chart charts csv
    snippet insert include amazon asa easyazon_link easyazon_image amazon_link amazon_textlink
    affiliate event events event_list eventlist event_form calendar google- gcal
    wp-google-maps print_link email_link download downloads download_link wpdm_file
    wpdm_package attachments file_list docs gview gdoc gview_doc embeddoc embed_doc
    spider_facebook flagallery justified_image_grid unitegallery jigsaw final_tiles_gallery
    image photo img_caption figure picture imagemap before_after twenty20 beforeafter mathjax
    latex wolfram qrcode wpcode phpcode xyz-ips insert_php wp_quiz sc ss_social raw noautop
    nextpage pagebreak page-list subpages siblings child_pages list_pages related
    related_posts bloginfo permalink post_title author author_bio subscribe subscribe2 optin
    optinform ssba tweetmeme fullcalendar cta call_to_action cta_button
    """
)
"""Plugins and themes."""

HIGHLIGHTERS = CODE_NAMES
"""Names whose enclosed text is code: it is left as it is, down to the last entity."""

ORDINARY = _words(
    """
    album products product toc sitemap archives posts loop table button buttons column columns
    col cols row half third fourth container section wrapper block divider separator spacer
    clear hr gap highlight highlighter blockquote testimonial testimonials box alert notice
    message callout icon icons tab tabs accordion accordions toggle toggles collapse expand
    lightbox modal popup tooltip counter countdown team portfolio carousel map maps gmap poll
    quiz survey social share follow feedburner rss ads ad advert login register member
    restrict private protected bible verse footnote ref cite lyrics recipe chart charts csv
    snippet insert include amazon affiliate event events calendar download downloads
    attachments docs image photo figure picture latex raw related permalink author subscribe
    newsletter slider slideshow player music pdf podcast ted medium vine getty spoken
    powerpress flv vk kakao mp3 source plain text diff patch go r c cc shell sh asm sql java
    perl python ruby lua swift html css xml json yaml prism attachment modula convertkit asa
    optin cta sc loop ps vb objc scheme
    """
)
"""Known names that are ordinary words too: alone they prove nothing."""

BUILDERS = tuple(
    _words(
        """
        vc_ et_pb_ fusion_ cmsmasters_ su_ td_block tdc_ tdb_ tds_ avia_ mk_ qode_ edgtf_ eltdf_
        mkdf_ ult_ ultimate_ cs_ thrive_ tve_ elementor siteorigin_ fl_builder_ wpb_ nectar_ kc_
        themify_ tm_pb_ dt_ porto_ stm_ tatsu_ bt_bb_ bt_ vcex_ us_ g5plus_ crum_ woodmart_ trx_
        penci_ jeg_ jnews_ otw_shortcode_ mpc_ dfd_ x_ woocommerce_ mc4wp_ ninja_forms wpforms
        gravityform contact-form-7 wpuf_ gdlr_ gdlr_core_ kingcomposer rev_slider layerslider
        metaslider td_ pt_ av_ ts_ tb_ wr_ ig_ ct_ ux_ vca_ ess_ eael_ uael_ bsf- bsf_ info_list
        smile_ wpsm_ rh_ rehub_ sbs_ cz_ sc_ zoomsounds wpsl ohio_ norebro_ lae_ brizy_ oxy- oxy_
        bricks_ breakdance divi_ wpbakery visualcomposer fusion- cherry_ mp_ motopress_ ptsc_ tt_
        mnky_ bbp- edd_ give_ wpv- wpmem_ mepr- swpm_ wpcf7 wppb- sfsi_ ld_
        """
    )
)
"""Beginnings of page builders' names. Long ones prove themselves; two-letter ones do not."""

SURE_BUILDERS = tuple(
    _words(
        """
        vc_ et_pb_ fusion_ cmsmasters_ su_ td_block tdc_ tdb_ avia_ mk_ qode_ edgtf_ eltdf_ mkdf_
        elementor siteorigin_ fl_builder_ wpb_ nectar_ themify_ tm_pb_ tatsu_ bt_bb_ vcex_
        woodmart_ trx_ penci_ jnews_ otw_shortcode_ gdlr_core_ rev_slider layerslider metaslider
        woocommerce_ mc4wp_ ninja_forms wpforms gravityform contact-form-7 motopress_ cherry_
        porto_ woocommerce kc_ ult_ ultimate_ thrive_ stm_ eael_
        """
    )
)
"""Those that no ordinary bracket begins with."""

TRANSLATED_BUILDERS = _words(
    """
    vc_row vc_column vc_column_text vc_row_inner vc_column_inner vc_section vc_single_image
    vc_btn vc_separator vc_empty_space vc_custom_heading vc_text_separator vc_gallery vc_video
    vc_tabs vc_tab vc_accordion vc_accordion_tab vc_toggle vc_button vc_images_carousel
    vc_message vc_icon vc_raw_html vc_gmaps vc_cta vc_posts_grid vc_basic_grid vc_progress_bar
    et_pb_section et_pb_row et_pb_column et_pb_text et_pb_image et_pb_button et_pb_gallery
    et_pb_video et_pb_code et_pb_blurb et_pb_slider et_pb_slide et_pb_row_inner
    et_pb_column_inner et_pb_divider et_pb_tabs et_pb_tab et_pb_accordion et_pb_accordion_item
    et_pb_toggle et_pb_contact_form et_pb_contact_field et_pb_testimonial et_pb_map et_pb_cta
    fusion_builder_container fusion_builder_row fusion_builder_column fusion_text
    fusion_button fusion_title fusion_separator fusion_imageframe fusion_image fusion_gallery
    fusion_tabs fusion_tab fusion_accordion fusion_toggle su_note su_box su_button su_quote
    su_row su_column su_tabs su_tab su_spoiler su_accordion su_heading su_divider su_spacer
    su_youtube su_list su_highlight su_table su_gallery su_slider su_video su_audio
    su_image_carousel td_block_text_with_title contact-form-7 contact-form contact-field
    tab_group accordion_item progress_bar team_member call_to_action button icon_box
    cmsmasters_row cmsmasters_column cmsmasters_text cmsmasters_heading cmsmasters_image
    cmsmasters_button nggallery rev_slider mk_page_section av_section av_textblock av_image
    av_heading av_button av_hr av_one_full av_one_half av_one_third
    """
)
"""Names of several words, whose parts a translation engine turns into its own language."""

MILESTONES = _words(
    """
    page line turn speaker utt utterance note p pb lb cb folio verse chapter section para sentence
    sent s seg scene act speech row item entry record doc document text file node edge user session
    channel chunk token word span block table field event task issue ticket order case ref job step
    """
)
"""What transcripts, corpora and dumps number: ``[page id=12]`` is theirs."""

LAYOUT = _words(
    """
    clear clearfix clearboth clear_both clearline clear_line br_clear hr line divider separator
    spacer gap space empty blank end_columns column_end columns_end row_end nextpage pagebreak
    """
)
"""Names that only part or space out what stands around them: they come beside other tags."""

_WIDGETS = _words(
    """
    buttons form forms feed feeds gallery galleries slider sliders slideshow widget widgets
    carousel shortcode sharing sharethis share addthis sitemap newsletter optin popup modal
    testimonials countdown tabs accordion icons recaptcha captcha paypal disqus jetpack
    woocommerce
    """
)
_WIDGETS_IN_COMPANY = _words(
    """
    button posts post player signup calendar grid banner embed login search cart checkout menu map
    maps list listing table rating ratings reviews review poll quiz social related bar box block
    link links code image images video audio subscribe contact events products instagram facebook
    twitter youtube pinterest
    """
)


def widget_like(name: str, company: bool = False) -> bool:
    """Tell whether an unknown name is built as plug-ins build theirs: ``acme-share-buttons``.

    Shape: small ASCII words with hyphens or underscores between, the last of which names a piece
    of a page; in ``company`` of sure tags, or among three and more words, a wider list will do.
    Left alone: one word, and what an editor may put in brackets (``[sketch-map]``).
    """
    parts = re.split("[-_]", name)
    if not 2 <= len(parts) <= 7 or not name.isascii() or not name.islower() or not all(parts):
        return False
    if parts[-1] in _WIDGETS:
        return True
    wider = _WIDGETS | _WIDGETS_IN_COMPANY
    if "_" in name and all(part in wider for part in parts):
        return True
    if len(parts) > 2:
        return sum(part in wider for part in parts) >= 2
    return company and parts[-1] in wider


BBCODE = _words(
    """
    b i u s url img email quote color colour size font list li ul ol h h1 h2 h3 h4 h5 h6
    justify center left right indent acronym spoiler sub sup strike del tt td tr th hr br p
    pre youtube_bb link att attachment_bb user mention topic post php_bb noparse align bold
    italic underline *
    """
)
"""Forum markup: another rule's business."""


@lru_cache(4096)
def level(name: str) -> int:
    """Return how well a name is known: 3 proves itself, 2 known, 1 an ordinary word too, 0 no."""
    folded = name.casefold()
    if folded[-1:].isdigit() and folded not in PLUGINS:
        folded = folded.rstrip("0123456789").rstrip("_-") or folded  # wp_ad_camp_1
    if folded.startswith(SURE_BUILDERS):
        return 3
    if folded in ORDINARY:
        return 1
    if folded in CORE or folded in MEDIA or folded in HIGHLIGHTERS or folded in PLUGINS:
        return 2
    return 2 if folded.startswith(BUILDERS) or widget_like(folded) else 0


ALONE = frozenset(
    (
        "gallery",
        "playlist",
        "contact-form",
        "contact-form-7",
        "recent_posts",
        "sitemap",
        "archives",
        "toc",
        "sharethis",
        "addtoany",
        "ssba",
        "subscribe2",
        "adsense",
        "eventlist",
        "tweetmeme",
        "fullcalendar",
    )
)
"""Names that commonly stand without attributes, on a line of their own."""
